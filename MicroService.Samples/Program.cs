using System.CommandLine;
using MicroService.Samples.Certificates;
using MicroService.Samples.Clusters;
using MicroService.Samples.Histories;
using MicroService.Samples.Serving;

var port = new Option<int>("--port") { Description = "The port on the loopback address.", DefaultValueFactory = _ => 6443 };
var kubeconfig = new Option<string>("--kubeconfig") { Description = "The file to write a kubeconfig to.", DefaultValueFactory = _ => "sample.kubeconfig" };
var workloads = new Option<int>("--workloads") { Description = "Deployments of a generated cluster; 0 for the small sample cluster." };
var namespaces = new Option<int>("--namespaces") { Description = "Namespaces of a generated cluster.", DefaultValueFactory = _ => 200 };
var largest = new Option<int>("--largest") { Description = "Deployments that the first namespace has in addition." };
var command = new RootCommand("Plays the API server of a sample cluster until it is interrupted.") { port, kubeconfig, workloads, namespaces, largest };
command.SetAction(async (parsed, cancellationToken) =>
{
    using var authority = new SampleAuthority("sample-cluster");
    var content = parsed.GetValue(workloads) is > 0 and var count
        ? GeneratedCluster.Create(count, parsed.GetRequiredValue(namespaces), parsed.GetValue(largest))
        : ClusterContent.Sample();
    await using var server = await ClusterServer.StartAsync(content, parsed.GetRequiredValue(port), authority);
    var file = parsed.GetRequiredValue(kubeconfig);
    await File.WriteAllTextAsync(file, server.Kubeconfig(), cancellationToken);
    Console.WriteLine($"The sample cluster is at {server.Address}. Scan it with: microservice scan --all-namespaces --kubeconfig {file}");
    await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
});

var output = new Option<string>("--output") { Description = "The file to write.", DefaultValueFactory = _ => "sample.om" };
var history = new Command("history", "Writes two weeks of what the sample cluster used, until now, as OpenMetrics for promtool.") { output };
history.SetAction(parsed => SampleHistory.Write(parsed.GetRequiredValue(output)));
command.Add(history);
return await command.Parse(args).InvokeAsync();
