using System.CommandLine;
using MicroService.Cli.Clusters;
using MicroService.Cli.Output;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Requests;
using MicroService.Cluster.RightSizing;

namespace MicroService.Cli.RightSizing;

/// <summary>The options that name a cluster: for its workloads, or for whose the live pods of manifests are.</summary>
internal sealed class ClusterOption
{
    private readonly ClusterOptions _cluster = new();
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "Size all namespaces of the cluster." };

    public void AddTo(Command command)
    {
        _cluster.AddTo(command);
        command.Add(_all);
    }

    public bool IsGiven(System.CommandLine.Parsing.SymbolResult result) =>
        new Option[] { _cluster.Context, _cluster.Kubeconfig, _all }.Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>Reads the workloads; null, and the problem on standard error, if that fails.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="namespaces">The namespaces that matter; none for that of the context.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ClusterWorkloads?> ReadAsync(ParseResult parsed, IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken)
    {
        var (connection, problem) = await _cluster.Read(parsed).FindAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            await Terminal.WriteErrorsAsync([problem!]).ConfigureAwait(false);
            return null;
        }

        using var client = new ApiClient(connection, ClusterTransport.Create(connection), new ApiClientOptions(), TimeProvider.System);
        try
        {
            var chosen = parsed.GetValue(_all) ? [] : namespaces.Count > 0 ? namespaces : [connection.Namespace];
            var workloads = await ClusterWorkloads.ReadAsync(client, chosen, cancellationToken).ConfigureAwait(false);
            await Terminal.WriteErrorsAsync(workloads.Unread.Select(kind => $"Not read: {kind}")).ConfigureAwait(false);
            return workloads;
        }
        catch (ApiException exception)
        {
            await Terminal.WriteErrorsAsync([FailureWords.Of(exception.Failure, connection)]).ConfigureAwait(false);
            return null;
        }
    }
}
