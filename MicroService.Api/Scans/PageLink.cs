using MicroService.Api.History;

namespace MicroService.Api.Scans;

/// <summary>The link of the next page.</summary>
internal static class PageLink
{
    /// <summary>Takes away the item that was read to learn of a next page, and links that page in the answer; null if there is none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <param name="limit">How many items a page has.</param>
    /// <param name="items">The items, one more than that if there is a next page.</param>
    /// <param name="idOf">The id by which pages go on.</param>
    public static string? Add<T>(HttpContext context, string path, int limit, List<T> items, Func<T, Guid> idOf)
    {
        if (items.Count <= limit)
        {
            return null;
        }

        items.RemoveRange(limit, items.Count - limit);
        return Add(context, $"{path}?limit={limit}&after={new AuditCursor(idOf(items[^1]))}");
    }

    /// <summary>Links the next page in the answer.</summary>
    public static string Add(HttpContext context, string next)
    {
        context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        return next;
    }
}
