using System.CommandLine;

namespace MicroService.Benchmarks.Load;

/// <summary>The command <c>load</c>: the native service beside bare Kestrel, which serves the same bytes in the same run.</summary>
internal static class LoadCommand
{
    private const int Failed = 1;

    public static RootCommand Create()
    {
        var path = new Option<string>("--path") { Description = "What is asked for.", DefaultValueFactory = _ => "/v1/rules/pre-stop" };
        var rounds = new Option<int>("--rounds") { Description = "Runs of each server, one after the other in turns.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "The length of the load in each run.", DefaultValueFactory = _ => 5 };
        var connections = new Option<int>("--connections") { Description = "Connections that are kept busy.", DefaultValueFactory = _ => 32 };
        var settings = new Option<string[]>("--set") { Description = "A variable of the service's environment, NAME=VALUE.", DefaultValueFactory = _ => [] };
        var api = new Option<string?>("--api") { Description = "The native service; by default it is published first." };
        var bare = new Option<string?>("--bare") { Description = "The native BareKestrel; by default it is published first." };
        var command = new RootCommand("Measures the native service beside bare Kestrel that serves the same bytes.") { path, rounds, seconds, connections, settings, api, bare };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LoadOptions(
                parsed.GetRequiredValue(path),
                parsed.GetRequiredValue(rounds),
                TimeSpan.FromSeconds(parsed.GetRequiredValue(seconds)),
                parsed.GetRequiredValue(connections),
                parsed.GetRequiredValue(settings).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? ""));
            try
            {
                var harness = new LoadHarness(
                    options,
                    parsed.GetValue(api) ?? await NativeProgram.PublishAsync("MicroService.Api", "MicroService.Api", cancellationToken),
                    parsed.GetValue(bare) ?? await NativeProgram.PublishAsync("MicroService.Benchmarks/BareKestrel", "BareKestrel", cancellationToken));
                Console.WriteLine(LoadReport.Of(options, await harness.RunAsync(cancellationToken)));
                return 0;
            }
            catch (LoadFailedException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return Failed;
            }
        });
        return command;
    }
}
