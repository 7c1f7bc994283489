package judge

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"go.yaml.in/yaml/v4"
)

type yamlRequest struct {
	Texts []string `json:"texts"`
}

type yamlAnswer struct {
	// Documents of each text as Talos' parser reads them; null where it refuses the text.
	Read [][]any `json:"read"`
}

var errNoPlainData = errors.New("a document is no plain data")

// parsedYAML gives each text's documents as plain data, scalars as they are written but for null and booleans.
func (*Talos) parsedYAML(request yamlRequest) (yamlAnswer, error) {
	read := make([][]any, len(request.Texts))

	for index, text := range request.Texts {
		if documents, err := plainDocuments(text); err == nil {
			read[index] = documents
		}
	}

	return yamlAnswer{Read: read}, nil
}

func plainDocuments(text string) (documents []any, err error) {
	// The parser was seen to panic at texts that nobody writes: to Talos that is no configuration either.
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("panic: %v", recovered)
		}
	}()

	decoder := yaml.NewDecoder(strings.NewReader(text))
	documents = []any{}

	for {
		var node yaml.Node

		switch err := decoder.Decode(&node); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return nil, err
		}

		document, err := plainData(&node)
		if err != nil {
			return nil, err
		}

		documents = append(documents, document)
	}
}

func plainData(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.DocumentNode:
		if len(node.Content) == 0 {
			return nil, nil
		}

		return plainData(node.Content[0])
	case yaml.ScalarNode:
		return scalar(node), nil
	case yaml.SequenceNode:
		items := []any{}

		for _, child := range node.Content {
			item, err := plainData(child)
			if err != nil {
				return nil, err
			}

			items = append(items, item)
		}

		return items, nil
	case yaml.MappingNode:
		return plainMap(node)
	default:
		return nil, errNoPlainData
	}
}

func plainMap(node *yaml.Node) (any, error) {
	entries := map[string]any{}

	for index := 0; index+1 < len(node.Content); index += 2 {
		key := node.Content[index]
		if _, twice := entries[key.Value]; twice || key.Kind != yaml.ScalarNode {
			return nil, errNoPlainData
		}

		value, err := plainData(node.Content[index+1])
		if err != nil {
			return nil, err
		}

		entries[key.Value] = value
	}

	return entries, nil
}

func scalar(node *yaml.Node) any {
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var value bool

		if node.Decode(&value) == nil {
			return value
		}
	}

	return node.Value
}

type userDataRequest struct {
	// UserData is base64, as the EC2 API takes it.
	UserData string `json:"userData"`
}

// userData judges what a node on AWS makes of its user data: the steps of loadFromPlatform
// (internal/app/machined/pkg/controllers/config/acquire.go), which is internal to Talos.
func (t *Talos) userData(request userDataRequest) (validateAnswer, error) {
	data, err := base64.StdEncoding.DecodeString(request.UserData)
	if err != nil {
		return validateAnswer{}, err
	}

	if http.DetectContentType(data) == "application/x-gzip" {
		reader, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return validateAnswer{Error: verdict(err), Warnings: []string{}}, nil
		}

		if data, err = io.ReadAll(reader); err != nil {
			return validateAnswer{Error: verdict(err), Warnings: []string{}}, nil
		}
	}

	return t.validate(validateRequest{Config: string(data)})
}
