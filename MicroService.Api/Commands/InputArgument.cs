using System.CommandLine;

namespace MicroService.Api.Commands;

/// <summary>The paths that <c>audit</c> and <c>fix</c> take.</summary>
internal static class InputArgument
{
    public static Argument<string[]> Create()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files, folders (every .yaml, .yml and .json file below them), or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        // The parser takes an option that it does not know for one more path.
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
