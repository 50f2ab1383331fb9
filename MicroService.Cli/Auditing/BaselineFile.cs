using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Auditing;

/// <summary>Reads the file of <c>--baseline</c>.</summary>
internal static class BaselineFile
{
    /// <summary>The baseline, null if none is asked for; or the problems of its file, one line each.</summary>
    public static async Task<(Baseline? Baseline, IReadOnlyList<string> Problems)> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return (null, []);
        }

        try
        {
            var reading = Baseline.Read(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            return (reading.Baseline, [.. reading.Problems.Select(problem => problem.ToString())]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, [$"{path}: there is no such file; record a baseline with --write-baseline {path}."]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, [$"{path}: {exception.Message}"]);
        }
    }
}
