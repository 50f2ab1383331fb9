using System.Data.Common;

namespace MicroService.Api.History;

/// <summary>What it looks like when the history's database cannot serve.</summary>
internal static class HistoryFailure
{
    public const string Message = "The history's database cannot serve now, or cannot be reached.";

    /// <summary>Whether the exception is about the database, rather than about what it was asked.</summary>
    public static bool Is(HistoryEngine engine, Exception exception) => exception switch
    {
        DbException database => engine.IsUnavailable(database),
        IOException or UnauthorizedAccessException or TimeoutException => true,
        _ => false,
    };
}
