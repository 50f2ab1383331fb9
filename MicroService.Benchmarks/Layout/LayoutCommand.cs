using System.CommandLine;
using System.ComponentModel;
using System.IO.Compression;
using MicroService.Benchmarks.Load;

namespace MicroService.Benchmarks.Layout;

/// <summary>
/// The command <c>layout</c>: writes down which methods the native programs run, and when. The compiler lays them out in that order, so
/// that a program that is idle, or does one thing, has few of its pages in memory.
/// </summary>
internal static class LayoutCommand
{
    private const int Failed = 1;

    public static RootCommand Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "The service's port; the next is its management port.",
            DefaultValueFactory = _ => 18190,
        };
        var idle = new Option<int>("--idle")
        {
            Description = "Seconds for which the service has nothing to do.",
            DefaultValueFactory = _ => 45,
        };
        var command = new RootCommand("Records the order of the native programs' methods with valgrind: fifty times as slow.") { port, idle };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var service = new TracedService(parsed.GetRequiredValue(port), TimeSpan.FromSeconds(parsed.GetRequiredValue(idle)));
                await RecordAsync("MicroService.Api", "MicroService.Api", service.TraceAsync, cancellationToken);
                await RecordAsync("MicroService.Cli", "microservice", TracedTool.TraceAsync, cancellationToken);
                return 0;
            }
            catch (Exception exception) when (exception is LoadFailedException or Win32Exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task RecordAsync(
        string project,
        string name,
        Func<string, string, CancellationToken, Task<IReadOnlyList<string>>> trace,
        CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-layout-");
        try
        {
            var program = await NativeProgram.PublishAsync(project, name, cancellationToken);
            var methods = await NativeMethods.ReadAsync(NativeProgram.SymbolsOf(project, name), cancellationToken);
            var traces = await trace(program, folder.FullName, cancellationToken);
            var order = methods.InOrder(traces.Select(file => CallgrindTrace.AddressesIn(file, program)));

            if (order.Count == 0)
            {
                throw new LoadFailedException($"The traces of {name} have no method of it.");
            }

            var target = Path.Combine(NativeProgram.Root(), project, "methods.zip");
            var written = Path.Combine(folder.FullName, "methods.zip");
            await WriteAsync(written, order, cancellationToken);
            File.Copy(written, target, overwrite: true);
            Console.WriteLine($"{target}: {order.Count} of {methods.Count} methods");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Names of generic methods are long and alike: what is 2.5 MB as text takes a tenth as an archive. Its one entry has a fixed date, so
    // that the same order gives the same bytes.
    private static async Task WriteAsync(string target, IReadOnlyList<string> order, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(
            File.Create(target), ZipArchiveMode.Create, leaveOpen: false, entryNameEncoding: null, cancellationToken);
        var entry = archive.CreateEntry("methods.order", CompressionLevel.SmallestSize);
        entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var writer = new StreamWriter(await entry.OpenAsync(cancellationToken)) { NewLine = "\n" };
        foreach (var method in order)
        {
            await writer.WriteLineAsync(method.AsMemory(), cancellationToken);
        }
    }
}
