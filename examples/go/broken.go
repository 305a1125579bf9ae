//go:build broken

// The same workers, each with one defect; they are there in a build with "-tags broken".
// To see what the kit says of one, let conformance.toml run "bin/rides NAME".

package main

import (
	"context"
	"errors"

	records "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func init() {
	// Deletes a message, and then does the work (SQS-VIS-02).
	workers["consumer-acknowledges-first"] = func(with clients) runner {
		c := newConsumer(with)
		c.take = acknowledgeThenHandle(c.worker)
		return c
	}

	// Has no memory: a ride that comes again is booked again (P2P-03).
	workers["consumer-books-every-time"] = func(with clients) runner {
		c := newConsumer(with)
		c.book = func(ctx context.Context, completed ride) error {
			return c.record(ctx, newReceipt(), completed.ID, string(completed.Fare))
		}
		return c
	}

	// Knows messages by their MessageId, which says nothing about the ride (P2P-06).
	workers["consumer-knows-message-ids"] = func(with clients) runner {
		c := newConsumer(with)
		c.book = func(ctx context.Context, completed ride) error {
			err := c.record(ctx, *completed.from.MessageId, completed.ID, string(completed.Fare))
			var known *records.ConditionalCheckFailedException
			if errors.As(err, &known) {
				return nil
			}
			return err
		}
		return c
	}

	// Logs what goes wrong, and deletes the message all the same (DLQ-01).
	workers["consumer-swallows-poison"] = func(with clients) runner {
		c := newConsumer(with)
		c.handle = func(ctx context.Context, message types.Message) error {
			_ = c.handleRide(ctx, message)
			return nil
		}
		return c
	}

	// Deletes a request when it comes: whatever dies afterwards is lost (SQS-VIS-02).
	workers["responder-acknowledges-first"] = func(with clients) runner {
		r := newResponder(with)
		r.take = acknowledgeThenHandle(r.worker)
		return r
	}

	// Answers without saying what it answers (RR-03).
	workers["responder-drops-the-correlation-id"] = func(with clients) runner {
		r := newResponder(with)
		r.correlation = func(string) map[string]types.MessageAttributeValue {
			return map[string]types.MessageAttributeValue{}
		}
		return r
	}

	// Authorises as often as it is asked (RR-11).
	workers["responder-works-again"] = func(with clients) runner {
		r := newResponder(with)
		r.authorise = func(ctx context.Context, id, receipt string) (string, error) {
			return receipt, r.record(ctx, receipt, id, receipt)
		}
		return r
	}
}

func acknowledgeThenHandle(w *worker) func(context.Context, types.Message) error {
	return func(ctx context.Context, message types.Message) error {
		if err := w.acknowledge(ctx, message); err != nil {
			return err
		}
		return w.handle(ctx, message)
	}
}
