package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A consumer books the fare of completed rides, each ride once.
type consumer struct {
	*worker
	book func(context.Context, ride) error
}

type ride struct {
	ID   string
	Fare json.RawMessage
	from types.Message
}

func newConsumer(with clients) *consumer {
	c := &consumer{worker: newWorker(
		with, os.Getenv("RIDES_QUEUE"), os.Getenv("RIDES_REJECTED_QUEUE"), os.Getenv("BOOKINGS_TABLE"),
	)}
	c.handle = c.handleRide
	c.book = c.bookOnce
	return c
}

func (c *consumer) handleRide(ctx context.Context, message types.Message) error {
	completed := ride{from: message}
	err := json.Unmarshal([]byte(*message.Body), &completed)
	if err != nil || completed.ID == "" || completed.Fare == nil {
		return c.reject(ctx, message, "no ride")
	}
	return c.book(ctx, completed)
}

// bookOnce goes by the id of the ride, never by the MessageId: a ride sent twice has two of those.
func (c *consumer) bookOnce(ctx context.Context, completed ride) error {
	_, err := c.recordOnce(ctx, completed.ID, string(completed.Fare))
	return err
}
