// What the Pulumi engine's own analysis says of states: `engine-judge <folder of the policy pack>`.
//
// The pack is started once, by the language host on PATH. Each line of standard input is a state in the form of `pulumi stack export`; each
// is answered by a line {"violations":[...]} or, where the analysis could not be done, {"failure":"..."}. Exit code 0, or 1 with the reason on
// standard error where the pack does not start. No value of a property is ever written.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/host"
	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "engine-judge:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) (err error) {
	if len(args) != 1 {
		return errors.New("usage: engine-judge <folder of the policy pack>")
	}

	said := &untilLoaded{to: os.Stderr}
	sink := diag.DefaultSink(said, said, diag.FormatOptions{Color: colors.Never})

	// Nothing is installed: what is not there is an error.
	pluginHost, err := host.New(ctx, sink, sink, nil, nil, nil, nil, nil)
	if err != nil {
		return fmt.Errorf("plugin host: %w", err)
	}

	defer func() { err = errors.Join(err, pluginHost.Close()) }()

	pluginContext, err := plugin.NewContextWithHost(ctx, sink, sink, pluginHost, args[0], args[0], nil)
	if err != nil {
		return fmt.Errorf("plugin context: %w", err)
	}

	defer func() { err = errors.Join(err, pluginContext.Close()) }()

	analyzers, err := engine.LoadLocalPolicyPackAnalyzers(ctx, pluginContext, engine.MakeLocalPolicyPacks(args, nil), nil)
	if err != nil {
		return fmt.Errorf("policy pack: %w", err)
	}

	said.loaded.Store(true)

	return answerEach(in, out, func(state []byte) answer { return analyze(ctx, state, analyzers) })
}

// untilLoaded drops what a pack says once it has been given states: a policy has their secrets in plain text.
type untilLoaded struct {
	loaded atomic.Bool
	to     io.Writer
}

func (said *untilLoaded) Write(text []byte) (int, error) {
	if said.loaded.Load() {
		return len(text), nil
	}

	return said.to.Write(text)
}

// answerEach answers line by line: who asks needs no more than one state in memory.
func answerEach(in io.Reader, out io.Writer, judge func([]byte) answer) error {
	lines, answers := bufio.NewReaderSize(in, 1<<20), json.NewEncoder(out)

	for {
		line, readErr := lines.ReadBytes('\n')
		if readErr != nil && !errors.Is(readErr, io.EOF) {
			return readErr
		}

		if len(line) > 0 {
			if err := answers.Encode(judge(line)); err != nil {
				return err
			}
		}

		if readErr != nil {
			return nil
		}
	}
}
