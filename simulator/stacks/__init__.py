"""CloudFormation's stacks: a template becomes resources of this world, by the world's own calls."""
