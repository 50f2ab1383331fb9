using System.CommandLine;

namespace MicroService.Cli.Input;

/// <summary>Options whose values are files.</summary>
internal static class FileOption
{
    /// <summary>Has the command line reject what can be no file, which the system would only call denied.</summary>
    public static Option<TValue> AcceptOnlyFiles<TValue>(this Option<TValue> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(static token => token.Value))
            {
                if (string.IsNullOrWhiteSpace(path))
                {
                    result.AddError($"{option.Name} needs the path of a file. Is a variable not set?");
                }
                else if (Directory.Exists(path))
                {
                    result.AddError($"{path}: this is a folder; {option.Name} needs a file.");
                }
            }
        });
        return option;
    }
}
