package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

// A responder authorises fares, each request once, and answers under the id and at the address
// that the request names.
type responder struct {
	*worker
	authorise   func(ctx context.Context, id, receipt string) (string, error)
	correlation func(id string) map[string]types.MessageAttributeValue
}

func newResponder(with clients) *responder {
	r := &responder{worker: newWorker(
		with, os.Getenv("AUTHORISATIONS_QUEUE"), os.Getenv("UNANSWERABLE_QUEUE"), os.Getenv("RECEIPTS_TABLE"),
	)}
	r.handle = r.handleRequest
	r.authorise = r.recordOnce // asked again it gives the receipt of the first time
	r.correlation = func(id string) map[string]types.MessageAttributeValue {
		return map[string]types.MessageAttributeValue{
			"CorrelationId": {DataType: text("").DataType, StringValue: &id},
		}
	}
	return r
}

func (r *responder) handleRequest(ctx context.Context, message types.Message) error {
	address := attribute(message, "ReplyTo")
	if address == "" {
		return r.reject(ctx, message, "no return address")
	}
	// The sender's id if there is one: the MessageId changes when a request is sent again.
	id := attribute(message, "CorrelationId")
	if id == "" {
		id = *message.MessageId
	}
	status, answer, err := r.answer(ctx, id, message)
	if err != nil {
		return err
	}
	err = r.reply(ctx, address, id, status, answer)
	if nobodyThere(err) {
		// The work is done and recorded; doing it again would bring nobody back.
		return r.reject(ctx, message, "no reply possible: "+err.Error())
	}
	return err
}

// answer says no as well: silence would cost whoever asked its whole patience.
func (r *responder) answer(
	ctx context.Context, id string, message types.Message,
) (status string, answer map[string]string, err error) {
	fare := objectIn(message.Body)
	for _, field := range []string{"fareId", "customerId", "fareAmount"} {
		if _, given := fare[field]; !given {
			return "refused", map[string]string{"reason": "the request holds no fare"}, nil
		}
	}
	if strings.HasSuffix(string(fare["customerId"]), `_fail_auth"`) {
		return "refused", map[string]string{"reason": "the payment provider says no"}, nil
	}
	receipt, err := r.authorise(ctx, id, newReceipt())
	return "ok", map[string]string{"receipt": receipt}, err
}

func (r *responder) reply(
	ctx context.Context, address, id, status string, answer map[string]string,
) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	attributes := r.correlation(id)
	attributes["Status"] = text(status)
	said := string(body)
	_, err = r.sqs.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl:          &address,
		MessageBody:       &said,
		MessageAttributes: attributes,
	})
	return err
}

func nobodyThere(err error) bool {
	var told smithy.APIError
	if !errors.As(err, &told) {
		return false
	}
	switch told.ErrorCode() {
	case "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "InvalidAddress":
		return true
	}
	return false
}

func newReceipt() string {
	random := make([]byte, 16)
	if _, err := rand.Read(random); err != nil {
		panic(err)
	}
	return "receipt-" + hex.EncodeToString(random)
}
