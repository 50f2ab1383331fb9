using MicroService.Api.Problems;

namespace MicroService.Api.Pages.Layouts;

/// <summary>What keeps the page to itself: browsers load nothing for it from elsewhere, and no other site sends its forms.</summary>
internal static class PageSecurity
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly ProblemResult Foreign = new(ProblemType.ForeignForm, "Open the page itself, and send its own form.");

    /// <summary>Guards a view and adds its headers.</summary>
    public static ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        AddHeaders(context.HttpContext.Response.Headers);
        return HttpMethods.IsPost(context.HttpContext.Request.Method) && IsForeign(context.HttpContext.Request)
            ? ValueTask.FromResult<object?>(Foreign)
            : next(context);
    }

    /// <summary>The headers of every view.</summary>
    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "private, no-store";
        headers["Referrer-Policy"] = "same-origin";
    }

    // Browsers say where a request comes from (Fetch Metadata; before that Origin alone); other clients send nothing on their own.
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is not ("same-origin" or "none");
        }

        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
