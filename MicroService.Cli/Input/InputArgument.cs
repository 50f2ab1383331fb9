using System.CommandLine;

namespace MicroService.Cli.Input;

/// <summary>The paths of <c>audit</c> and <c>fix</c>.</summary>
internal static class InputArgument
{
    public static Argument<string[]> Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files, folders (every .yaml, .yml and .json file below them; kustomizations and Helm charts as they are rendered), or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        // The parser treats an unknown option as one more path.
        paths.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value is ['-', _, ..]))
            {
                result.AddError($"There is no option {token.Value}; a file of that name is ./{token.Value}.");
            }
        });
        return paths;
    }
}
