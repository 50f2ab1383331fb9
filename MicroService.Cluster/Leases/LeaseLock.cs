using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Leases;

/// <summary>
/// A Lease (coordination.k8s.io/v1) by which one of several replicas is chosen. It is taken for a piece of work and released afterwards, so that
/// nothing is written in between.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="ns">The namespace of the Lease.</param>
/// <param name="name">Its name.</param>
/// <param name="holder">What this replica is called, unlike all others.</param>
/// <param name="time">The clock.</param>
public sealed class LeaseLock(ApiClient client, string ns, string name, string holder, TimeProvider time)
{
    // The API server refuses times without a fraction of six digits.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private JsonObject? _lease;
    private string? _seenVersion;
    private long _seenAt;

    /// <summary>How long others leave the Lease alone after it was renewed.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Who held it when it was last read; null for nobody.</summary>
    public string? Holder => Spec?["holderIdentity"]?.GetValue<string>() is { Length: > 0 } known ? known : null;

    /// <summary>
    /// How often the Lease has changed hands: more for each holder than for the one before, unless the Lease was deleted and made anew.
    /// </summary>
    public long Transitions =>
        Spec?["leaseTransitions"] is JsonValue count && count.TryGetValue<long>(out var transitions) ? transitions : 0;

    private string Path => $"/apis/coordination.k8s.io/v1/namespaces/{Uri.EscapeDataString(ns)}/leases";

    private JsonObject? Spec => _lease?["spec"] as JsonObject;

    /// <summary>
    /// Takes the Lease; false if another replica holds it. One that is gone without a word has held it for <see cref="Duration"/> since it was first
    /// seen with this version: clocks of other machines prove nothing.
    /// </summary>
    /// <exception cref="ApiException">The Lease can't be read or written.</exception>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lease = await client.GetAsync($"{Path}/{Uri.EscapeDataString(name)}", "application/json", ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.NotFound)
        {
            return await CreateAsync(cancellationToken).ConfigureAwait(false);
        }

        return (Holder is null || Holder == holder || IsOver()) && await WriteAsync(holder, isNew: Holder != holder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that the work goes on; false if another replica has taken the Lease.</summary>
    /// <exception cref="ApiException">The Lease can't be written.</exception>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) => WriteAsync(holder, isNew: false, cancellationToken);

    /// <summary>Gives the Lease back; false if another replica has taken it.</summary>
    /// <exception cref="ApiException">The Lease can't be written.</exception>
    public Task<bool> ReleaseAsync(CancellationToken cancellationToken) => WriteAsync("", isNew: false, cancellationToken);

    private bool IsOver()
    {
        var version = _lease!["metadata"]?["resourceVersion"]?.GetValue<string>();
        if (version != _seenVersion)
        {
            (_seenVersion, _seenAt) = (version, time.GetTimestamp());
        }

        var duration = Spec?["leaseDurationSeconds"] is JsonValue seconds && seconds.TryGetValue<double>(out var written) ? TimeSpan.FromSeconds(written) : Duration;
        return time.GetElapsedTime(_seenAt) > duration;
    }

    private async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        var lease = new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = holder,
                ["leaseDurationSeconds"] = (int)Duration.TotalSeconds,
                ["acquireTime"] = Now(),
                ["renewTime"] = Now(),
                ["leaseTransitions"] = 0,
            },
        };
        return await SendAsync(HttpMethod.Post, Path, lease, cancellationToken).ConfigureAwait(false);
    }

    // With the version that was read: who was slower gets a conflict.
    private Task<bool> WriteAsync(string holderIdentity, bool isNew, CancellationToken cancellationToken)
    {
        var lease = _lease!.DeepClone().AsObject();
        var spec = lease["spec"] as JsonObject ?? [];
        lease["spec"] = spec;
        spec["holderIdentity"] = holderIdentity;
        spec["leaseDurationSeconds"] = (int)Duration.TotalSeconds;
        spec["renewTime"] = Now();
        if (isNew)
        {
            spec["acquireTime"] = Now();
            spec["leaseTransitions"] = Transitions + 1;
        }

        return SendAsync(HttpMethod.Put, $"{Path}/{Uri.EscapeDataString(name)}", lease, cancellationToken);
    }

    private async Task<bool> SendAsync(HttpMethod method, string path, JsonObject lease, CancellationToken cancellationToken)
    {
        try
        {
            _lease = await client.WriteAsync(method, path, Encoding.UTF8.GetBytes(lease.ToJsonString()), ReadAsync, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.Conflict)
        {
            return false;
        }
    }

    private string Now() => time.GetUtcNow().UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static async Task<JsonObject> ReadAsync(Stream body, CancellationToken cancellationToken) =>
        (await JsonNode.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false))!.AsObject();
}
