"""For each fault of the contract something wrong that passes politely and dies of the fault."""
