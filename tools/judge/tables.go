package judge

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

type tablesRequest struct {
	// Directory of the Talos module; Files below it.
	Directory string   `json:"directory"`
	Files     []string `json:"files"`
}

// argumentRow is one argument that a function of Talos sets or has a merge policy for.
type argumentRow struct {
	File     string `json:"file"`
	Function string `json:"function"`
	// Table counts the tables of a function: one of several is chosen at run time.
	Table    int    `json:"table"`
	Argument string `json:"argument"`
	// Policy: "additive", "denied", or "default" for what Talos itself sets.
	Policy string `json:"policy"`
	// Conditional: it holds only where an "if" around it does.
	Conditional bool `json:"conditional"`
	// Values of a default that is written as a literal; null where it is computed.
	Values []string `json:"values"`
}

type tablesAnswer struct {
	Rows []argumentRow `json:"rows"`
}

// argumentTables reads the tables that no package exports out of the sources of Talos, with Go's own parser.
func (*Talos) argumentTables(request tablesRequest) (tablesAnswer, error) {
	answer := tablesAnswer{Rows: []argumentRow{}}

	for _, file := range request.Files {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(request.Directory, filepath.FromSlash(file)), nil, parser.SkipObjectResolution)
		if err != nil {
			return tablesAnswer{}, err
		}

		for _, declaration := range parsed.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}

			reader := tableReader{file: file, function: function.Name.Name}
			if err := reader.read(function.Body); err != nil {
				return tablesAnswer{}, fmt.Errorf("%s, %s: %w", file, function.Name.Name, err)
			}

			answer.Rows = append(answer.Rows, reader.rows...)
		}
	}

	return answer, nil
}

type tableReader struct {
	file, function string

	rows           []argumentRow
	tables         int
	denied         []string
	defaultsOfName map[string][]argumentRow
}

func (reader *tableReader) read(body *ast.BlockStmt) error {
	reader.defaultsOfName = map[string][]argumentRow{}

	var failed error

	fail := func(err error) { failed = errors.Join(failed, err) }

	// Stack of what is around a node, to know what is conditional.
	var around []ast.Node

	ast.Inspect(body, func(node ast.Node) bool {
		if node == nil {
			around = around[:len(around)-1]

			return true
		}

		around = append(around, node)

		switch node := node.(type) {
		case *ast.CompositeLit:
			switch selector(node.Type) {
			case "argsbuilder.MergePolicies":
				fail(reader.policies(node, inBranch(around)))
			case "argsbuilder.Args":
				fail(reader.defaults(node, assignedName(around), inBranch(around)))
			}
		case *ast.AssignStmt:
			fail(reader.assignedPolicy(node, inBranch(around)))
		case *ast.CallExpr:
			reader.set(node, inBranch(around))

			if selector(node.Fun) == "argsbuilder.WithDenyList" {
				if name, ok := node.Args[0].(*ast.Ident); ok {
					reader.denied = append(reader.denied, name.Name)
				} else {
					fail(errors.New("a deny list that is no variable"))
				}
			}
		}

		return true
	})

	for _, name := range reader.denied {
		rows, known := reader.defaultsOfName[name]
		if !known {
			fail(fmt.Errorf("no table is named %s", name))
		}

		for _, row := range rows {
			row.Policy, row.Values = "denied", nil
			reader.rows = append(reader.rows, row)
		}
	}

	return failed
}

func (reader *tableReader) policies(literal *ast.CompositeLit, conditional bool) error {
	reader.tables++

	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return errors.New("an element without a key")
		}

		if err := reader.policy(pair.Key, pair.Value, conditional); err != nil {
			return err
		}
	}

	return nil
}

func (reader *tableReader) assignedPolicy(statement *ast.AssignStmt, conditional bool) error {
	if len(statement.Lhs) != 1 || len(statement.Rhs) != 1 {
		return nil
	}

	index, ok := statement.Lhs[0].(*ast.IndexExpr)
	if !ok || !strings.HasPrefix(selector(statement.Rhs[0]), "argsbuilder.Merge") {
		return nil
	}

	return reader.policy(index.Index, statement.Rhs[0], conditional)
}

func (reader *tableReader) policy(key, value ast.Expr, conditional bool) error {
	argument, err := text(key)
	if err != nil {
		return err
	}

	policy, known := map[string]string{
		"argsbuilder.MergeAdditive":  "additive",
		"argsbuilder.MergeDenied":    "denied",
		"argsbuilder.MergeOverwrite": "overwrite",
	}[selector(value)]
	if !known {
		return fmt.Errorf("the policy of %s is not one of three constants", argument)
	}

	reader.rows = append(reader.rows, reader.row(argument, policy, conditional))

	return nil
}

func (reader *tableReader) row(argument, policy string, conditional bool) argumentRow {
	return argumentRow{
		File: reader.file, Function: reader.function, Table: reader.tables,
		Argument: argument, Policy: policy, Conditional: conditional,
	}
}

func (reader *tableReader) defaults(literal *ast.CompositeLit, name string, conditional bool) error {
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return errors.New("an element without a key")
		}

		argument, err := text(pair.Key)
		if err != nil {
			return err
		}

		row := reader.row(argument, "default", conditional)
		row.Values = literalValues(pair.Value)
		reader.rows = append(reader.rows, row)
		reader.defaultsOfName[name] = append(reader.defaultsOfName[name], row)
	}

	return nil
}

// set is the other way to a default: "arguments.Set(name, argsbuilder.Value{...})".
func (reader *tableReader) set(call *ast.CallExpr, conditional bool) {
	if !strings.HasSuffix(selector(call.Fun), ".Set") || len(call.Args) != 2 {
		return
	}

	value, ok := call.Args[1].(*ast.CompositeLit)
	if !ok || selector(value.Type) != "argsbuilder.Value" {
		return
	}

	argument, err := text(call.Args[0])
	if err != nil {
		return
	}

	row := reader.row(argument, "default", conditional)
	row.Values = literalValues(value)
	reader.rows = append(reader.rows, row)
}

// literalValues of an argument, or nil where one is computed.
func literalValues(value ast.Expr) []string {
	literal, ok := value.(*ast.CompositeLit)
	if !ok {
		return nil
	}

	values := make([]string, 0, len(literal.Elts))

	for _, element := range literal.Elts {
		value, err := text(element)
		if err != nil {
			return nil
		}

		values = append(values, value)
	}

	return values
}

func text(expression ast.Expr) (string, error) {
	literal, ok := expression.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", fmt.Errorf("a %T where a text is expected", expression)
	}

	return strconv.Unquote(literal.Value)
}

// selector is "package.Name", or empty for any other expression.
func selector(expression ast.Expr) string {
	found, ok := expression.(*ast.SelectorExpr)
	if !ok {
		return ""
	}

	from, ok := found.X.(*ast.Ident)
	if !ok {
		return ""
	}

	return from.Name + "." + found.Sel.Name
}

func assignedName(around []ast.Node) string {
	if len(around) < 2 {
		return ""
	}

	statement, ok := around[len(around)-2].(*ast.AssignStmt)
	if !ok || len(statement.Lhs) != 1 {
		return ""
	}

	name, ok := statement.Lhs[0].(*ast.Ident)
	if !ok {
		return ""
	}

	return name.Name
}

// inBranch says whether the innermost node is in a branch of an "if": in its condition it would always be there.
func inBranch(around []ast.Node) bool {
	for index, node := range around[:len(around)-1] {
		if statement, ok := node.(*ast.IfStmt); ok && (around[index+1] == statement.Body || around[index+1] == statement.Else) {
			return true
		}
	}

	return false
}
