"""The programme of the mobilisation: axes and actions."""
