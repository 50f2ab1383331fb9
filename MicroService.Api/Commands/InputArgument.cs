using System.CommandLine;

namespace MicroService.Api.Commands;

/// <summary>The paths that <c>audit</c> and <c>fix</c> take.</summary>
internal static class InputArgument
{
    public static Argument<string[]> Create() => new("path")
    {
        Description = "Files, folders (every .yaml, .yml and .json file below them), or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };
}
