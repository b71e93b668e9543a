"""What is written of experiments, in words."""
