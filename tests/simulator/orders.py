"""What an adversary is ordered to do, as the tests of topics and buses order it."""


class Orders:
    """An adversary that does what it is ordered: values by the freedom's name, one an occasion."""

    def __init__(self, **values):
        self.values = {
            name.replace("__", ".").replace("_", "-"): list(given) for name, given in values.items()
        }
        self.asked = []

    def __call__(self, freedom, n, subject):
        self.asked.append((freedom.name, n, subject))
        left = self.values.get(freedom.name)
        value = left.pop(0) if left else 0
        assert 0 <= value < n
        return value
