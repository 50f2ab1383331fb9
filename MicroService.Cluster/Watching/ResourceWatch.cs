using System.Text.Json;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Watching;

/// <summary>
/// Watches one place for as long as it is asked to: it goes on from the last version seen after a connection that ended or was cut, and with a new
/// list where the server has forgotten that version.
/// </summary>
internal sealed class ResourceWatch(
    ApiClient client, WatchPlace place, string? version, WatchBase known, StaleParts stale, WatchOptions options, TimeProvider time)
{
    private readonly ListReader _lists = new(client);
    private volatile string? _version = version;
    private volatile bool _isOpen;
    private int _failures;

    /// <summary>What is watched.</summary>
    public WatchPlace Place => place;

    /// <summary>The version up to which everything was seen; null if a list has to come first.</summary>
    public string? Version => _version;

    /// <summary>Whether the server is answering.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Called when a watch ended, with why.</summary>
    public Action<WatchEnd>? Ended { get; init; }

    /// <summary>Called with a failure, the first in a row.</summary>
    public Action<string>? Failed { get; init; }

    /// <summary>Watches until it is cancelled, or the place may not be watched: why, in the words of the server.</summary>
    /// <param name="opened">Called when the server answers.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async Task<string> RunAsync(Action opened, CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = time.GetTimestamp();
            WatchEnd end;
            try
            {
                if (_version is null)
                {
                    await ListAsync(cancellationToken).ConfigureAwait(false);
                }

                end = await FollowAsync(opened, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException exception) when (IsForGood(exception.Failure))
            {
                return exception.Failure.Message;
            }
            catch (ApiException exception)
            {
                if (_failures == 0 && exception.Failure.Kind != ApiFailureKind.Expired)
                {
                    Failed?.Invoke(exception.Failure.Message);
                }

                end = exception.Failure.Kind == ApiFailureKind.Expired ? WatchEnd.Expired : WatchEnd.Cut;
            }
            finally
            {
                _isOpen = false;
            }

            _version = end == WatchEnd.Expired ? null : _version;
            Ended?.Invoke(end);
            // A server that ends watches at once is not asked without a pause.
            _failures = end == WatchEnd.Closed && time.GetElapsedTime(begun) >= options.FirstPause ? 0 : _failures + 1;
            if (_failures > 0)
            {
                var pause = Retrying.Pause(_failures, null, options.FirstPause, options.LongestPause);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // No such rights, no such kind any more, or none that can be watched.
    private static bool IsForGood(ApiFailure failure) => failure.Kind is ApiFailureKind.Forbidden or ApiFailureKind.NotFound
        || failure is { Kind: ApiFailureKind.Rejected, Status.Code: 405 };

    // Finds by a list what changed meanwhile.
    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var objects = known.Known(place.Kind);
        var listed = new HashSet<ulong>();
        var version = await _lists.SkimAsync(
            place.Kind,
            place.Namespace,
            item =>
            {
                if (!WatchBase.IsSpokenFor(place.Kind, item.Span)
                    && WatchedItem.Read(place.Kind, item.Span) is var read && known.Covers(place.Kind, read.Namespace))
                {
                    listed.Add(read.Key);
                    if (objects.Set(read))
                    {
                        stale.Mark(place.Kind.Kind, read.Namespace, read.Name);
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        var gone = objects.Keep(place.Namespace, listed);
        if (!objects.IsComplete)
        {
            // Which ones are gone nobody knows.
            stale.MarkEverything();
            objects.IsComplete = true;
        }

        foreach (var ns in gone)
        {
            stale.Mark(place.Kind.Kind, ns, null);
        }

        _version = version;
    }

    private async Task<WatchEnd> FollowAsync(Action opened, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // That watches do not end all at once is no secret.
        var length = options.Length * (1 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
        var from = _version is null ? "" : $"&resourceVersion={Uri.EscapeDataString(_version)}";
        var path = $"{place.Kind.PathIn(place.Namespace)}?watch=1{from}&allowWatchBookmarks=true&timeoutSeconds={(int)length.TotalSeconds}";
        return await client.FollowAsync(
            path,
            async (body, ended) =>
            {
                _isOpen = true;
                opened();
                var end = WatchEnd.Closed;
                await WatchStream.ReadAsync(body, (type, item) => end = Take(type, item) ?? end, ended).ConfigureAwait(false);
                return end;
            },
            length + options.Silence,
            cancellationToken).ConfigureAwait(false);
    }

    private WatchEnd? Take(WatchEventType type, ReadOnlySpan<byte> item)
    {
        if (type == WatchEventType.Error)
        {
            return CodeOf(item) == 410 ? WatchEnd.Expired : WatchEnd.Cut;
        }

        if (type == WatchEventType.Unknown)
        {
            return null;
        }

        var read = WatchedItem.Read(place.Kind, item);
        if (type != WatchEventType.Bookmark && known.Covers(place.Kind, read.Namespace) && !WatchBase.IsSpokenFor(place.Kind, item))
        {
            Note(type, read);
        }

        // Only now: who keeps the version relies on what is stale up to it being marked.
        _version = read.Version ?? _version;
        _failures = 0;
        return null;
    }

    private void Note(WatchEventType type, WatchedItem item)
    {
        var objects = known.Known(place.Kind);
        if (type == WatchEventType.Deleted)
        {
            objects.Remove(item);
            stale.Mark(place.Kind.Kind, item.Namespace, item.Name);
        }
        else if (objects.Set(item))
        {
            stale.Mark(place.Kind.Kind, item.Namespace, item.Name);
        }
    }

    private static int CodeOf(ReadOnlySpan<byte> status)
    {
        var reader = new Utf8JsonReader(status);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("code"u8) && reader.Read())
            {
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code) ? code : 0;
            }
        }

        return 0;
    }
}

/// <summary>Why a watch ended.</summary>
public enum WatchEnd
{
    /// <summary>The server ended it, as it was asked to.</summary>
    Closed,

    /// <summary>The connection was cut, or the server could not answer.</summary>
    Cut,

    /// <summary>The server has forgotten the version to go on from.</summary>
    Expired,
}
