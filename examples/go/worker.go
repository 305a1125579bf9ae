package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	records "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const mostAttributes = 10

// A worker is what every program behind a queue owes, whatever its work is.
//
// A queue delivers at least once, and a worker may die at any call. So a message is deleted after
// it was handled and not before; one that fails is left alone, comes again, and is a dead letter
// after maxReceiveCount receives; and what becomes of one makes no difference to its neighbours.
type worker struct {
	clients
	queue    string
	rejected string
	table    string
	handle   func(context.Context, types.Message) error
	take     func(context.Context, types.Message) error
}

type clients struct {
	sqs      *sqs.Client
	dynamodb *dynamodb.Client
}

func newWorker(with clients, queue, rejected, table string) *worker {
	w := &worker{clients: with, queue: queue, rejected: rejected, table: table}
	w.take = w.handleThenAcknowledge
	return w
}

func (w *worker) run(ctx context.Context) error {
	for {
		received, err := w.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl:              &w.queue,
			MaxNumberOfMessages:   10,
			WaitTimeSeconds:       20,
			MessageAttributeNames: []string{"All"}, // what is not asked for does not come
		})
		if err != nil {
			return err // the platform starts it again
		}
		for _, message := range received.Messages {
			if err := w.take(ctx, message); err != nil {
				// Not done, so not deleted: the queue will give it to somebody again.
				log.Printf("%s is left on the queue: %v", *message.MessageId, err)
			}
		}
	}
}

func (w *worker) handleThenAcknowledge(ctx context.Context, message types.Message) error {
	if err := w.handle(ctx, message); err != nil {
		return err
	}
	return w.acknowledge(ctx, message)
}

func (w *worker) acknowledge(ctx context.Context, message types.Message) error {
	_, err := w.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{
		QueueUrl:      &w.queue,
		ReceiptHandle: message.ReceiptHandle,
	})
	return err
}

// reject keeps a message that no attempt makes readable, with all that came with it, for a person.
func (w *worker) reject(ctx context.Context, message types.Message, reason string) error {
	attributes := map[string]types.MessageAttributeValue{}
	for name, value := range message.MessageAttributes {
		attributes[name] = value
	}
	if len(attributes) < mostAttributes {
		attributes["Reason"] = text(reason)
	}
	_, err := w.sqs.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl:          &w.rejected,
		MessageBody:       message.Body,
		MessageAttributes: attributes,
	})
	return err
}

// recordOnce has an effect and the memory of it in one conditional write: a second one of the same
// key is refused. It gives the value of the first one.
func (w *worker) recordOnce(ctx context.Context, key, value string) (string, error) {
	err := w.record(ctx, key, key, value)
	var known *records.ConditionalCheckFailedException
	if !errors.As(err, &known) {
		return value, err
	}
	found, err := w.dynamodb.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &w.table,
		Key:            map[string]records.AttributeValue{"pk": &records.AttributeValueMemberS{Value: key}},
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return "", err
	}
	recorded, ok := found.Item["value"].(*records.AttributeValueMemberS)
	if !ok {
		return "", errors.New("a record without a value")
	}
	return recorded.Value, nil
}

func (w *worker) record(ctx context.Context, id, key, value string) error {
	_, err := w.dynamodb.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &w.table,
		Item: map[string]records.AttributeValue{
			"pk":    &records.AttributeValueMemberS{Value: id},
			"key":   &records.AttributeValueMemberS{Value: key},
			"value": &records.AttributeValueMemberS{Value: value},
		},
		ConditionExpression: aws.String("attribute_not_exists(pk)"),
	})
	return err
}

func attribute(message types.Message, name string) string {
	return aws.ToString(message.MessageAttributes[name].StringValue)
}

func text(value string) types.MessageAttributeValue {
	if len(value) > 256 {
		value = value[:256]
	}
	return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &value}
}

// objectIn gives the JSON object in a body, and nothing if there is none.
func objectIn(body *string) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(aws.ToString(body)), &object) != nil {
		return nil
	}
	return object
}
