// Two workers behind queues, on version 2 of the AWS SDK for Go. Started by:
//
//	bin/rides consumer
//	bin/rides responder
package main

import (
	"context"
	"log"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

type runner interface {
	run(context.Context) error
}

var workers = map[string]func(clients) runner{
	"consumer":  func(with clients) runner { return newConsumer(with) },
	"responder": func(with clients) runner { return newResponder(with) },
}

func main() {
	if len(os.Args) != 2 || workers[os.Args[1]] == nil {
		log.Fatal("usage: rides consumer | rides responder")
	}
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx, config.WithEndpointResolverWithOptions(
		aws.EndpointResolverWithOptionsFunc(endpoint),
	))
	if err != nil {
		log.Fatal(err)
	}
	with := clients{sqs.NewFromConfig(settings), dynamodb.NewFromConfig(settings)}
	log.Fatal(workers[os.Args[1]](with).run(ctx))
}

// endpoint reads AWS_ENDPOINT_URL, which the SDK does by itself only from its versions of
// November 2023 on. Anywhere but under test the variable is not set.
func endpoint(service, region string, options ...interface{}) (aws.Endpoint, error) {
	if url := os.Getenv("AWS_ENDPOINT_URL"); url != "" {
		return aws.Endpoint{URL: url, SigningRegion: region}, nil
	}
	return aws.Endpoint{}, &aws.EndpointNotFoundError{}
}
