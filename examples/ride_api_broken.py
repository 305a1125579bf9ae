"""The same API, changed one day without its contract: what was a fare is told as a price.

No subscriber of this team looks at the body, so all of its own tests are green.

    pytest --pyargs pattern_tck.features --implementation examples.ride_api_broken:roles
"""

from examples.ride_api import RideApi


class PriceApi(RideApi):
    def told(self, ride):
        return {"price" if name == "fare" else name: value for name, value in ride.items()}


roles = {"ride-api": PriceApi}
