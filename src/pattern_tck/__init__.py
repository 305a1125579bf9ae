"""pattern-tck: a conformance test kit for integration patterns on AWS messaging."""
