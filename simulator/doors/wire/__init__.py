"""The wire: requests and answers as bytes, in every protocol that SDKs speak to these services.

One codec for all who stand at a wire: the door on loopback, the door below the serialisers, and the
kit's gateway. It goes by the data of botocore's service models and needs nothing else, but cbor2
for the callers that speak CBOR.
"""
