using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MicroService.Samples.Clusters;
using Microsoft.AspNetCore.Http;

namespace MicroService.Samples.Serving;

/// <summary>The watches of a sample server: changes as they come, bookmarks, a version that is too old, and connections that are cut.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer or wait handle has nothing to dispose, and streams still look at it.")]
public sealed class ServedWatches
{
    private readonly ClusterContent _content;
    private readonly Lock _lock = new();
    private readonly List<ContentChange> _changes = [];
    private int _oldest;
    private int _now;
    private int _bookmarks;
    private int _open;
    private CancellationTokenSource _cut = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ServedWatches(ClusterContent content)
    {
        _content = content;
        (_oldest, _now) = (content.Version, content.Version);
        content.Changed = Add;
    }

    /// <summary>How many watches there are now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Tells all watches that are there the version of now.</summary>
    public void Bookmark() => Wake(() => _bookmarks++);

    /// <summary>Cuts the connections of all watches that are there.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _cut.Cancel();
            _cut = new CancellationTokenSource();
        }
    }

    /// <summary>Forgets what changed until now: who comes back with an older version has to list.</summary>
    public void Forget() => Wake(() =>
    {
        _oldest = _now;
        _changes.Clear();
    });

    internal static bool Is(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Query["watch"].ToString() is "1" or "true";

    internal async Task AnswerAsync(HttpContext context)
    {
        if (ListAnswer.PlaceOf(context.Request.Path.Value!, _content) is not (var kind, var ns, null))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var query = context.Request.Query;
        var seconds = int.TryParse(query["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var some) ? some : 1800;
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        CancellationToken cut;
        lock (_lock)
        {
            cut = _cut.Token;
        }

        Interlocked.Increment(ref _open);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cut, context.RequestAborted);
        try
        {
            await StreamAsync(context, kind, ns, query["allowWatchBookmarks"] == "true", any.Token);
        }
        catch (OperationCanceledException)
        {
            if (cut.IsCancellationRequested)
            {
                context.Abort();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task StreamAsync(HttpContext context, ContentKind kind, string? ns, bool takesBookmarks, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(cancellationToken);
        var at = int.TryParse(context.Request.Query["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : _content.Version;
        var bookmarks = Volatile.Read(ref _bookmarks);
        while (true)
        {
            List<ContentChange> changes;
            Task news;
            bool isTooOld, isMarked;
            int now;
            lock (_lock)
            {
                (isTooOld, isMarked, now, news) = (at < _oldest, takesBookmarks && bookmarks < _bookmarks, _now, _news.Task);
                changes = [.. _changes.Where(change => change.Version > at && change.Kind == kind && (ns is null || change.Namespace == ns))];
                bookmarks = _bookmarks;
            }

            if (isTooOld)
            {
                var status = Encoding.UTF8.GetString(Answer.Status(410, "Expired", $"too old resource version: {at} ({_oldest})").Body.Span);
                await WriteAsync(context, "ERROR", status, cancellationToken);
                return;
            }

            foreach (var change in changes)
            {
                await WriteAsync(context, change.Type, Encoding.UTF8.GetString(ListAnswer.Whole(kind, change.Json)), cancellationToken);
                at = change.Version;
            }

            if (isMarked)
            {
                await WriteAsync(
                    context,
                    "BOOKMARK",
                    $"{{\"kind\":\"{kind.Kind}\",\"apiVersion\":\"{kind.ApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{now}\",\"creationTimestamp\":null}},\"spec\":{{}}}}",
                    cancellationToken);
                at = now;
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    private static async Task WriteAsync(HttpContext context, string type, string item, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":{item}}}\n"), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    private void Add(ContentChange change) => Wake(() =>
    {
        _changes.Add(change);
        _now = change.Version;
    });

    private void Wake(Action change)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            change();
            (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        news.SetResult();
    }
}
