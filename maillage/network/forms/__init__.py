"""What people ask of the register, one file per aggregate. Forms check; they change nothing."""
