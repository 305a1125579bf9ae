"""What a run on AWS asks for beforehand: how many calls, at which price, with which rights."""
