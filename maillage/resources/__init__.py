"""The library of the network: what the field learned, written, read again, published, taken up."""
