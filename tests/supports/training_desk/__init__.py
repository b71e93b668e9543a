"""Sessions of training as people organise them."""
