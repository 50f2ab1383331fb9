using System.Diagnostics;
using System.Globalization;
using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Supervision;

/// <summary>A file that says which processes this run has started, so that the next run can end those that a killed one left behind.</summary>
internal sealed class ProcessRecord(string directory)
{
    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(directory, "processes.tsv");
    private readonly Dictionary<string, (int Id, long Started)> _running = [];

    public void Add(string name, ChildProcess child)
    {
        lock (_lock)
        {
            _running[name] = (child.Id, child.StartTime.Ticks);
            Save();
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            _running.Remove(name);
            Save();
        }
    }

    /// <summary>Ends what the record names and still runs; returns the names. Id and start time together make sure that it is the same process.</summary>
    public IReadOnlyList<string> EndLeftovers()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        var ended = new List<string>();
        foreach (var fields in File.ReadAllLines(_path).Select(line => line.Split('\t')).Where(fields => fields.Length == 3))
        {
            if (int.TryParse(fields[1], CultureInfo.InvariantCulture, out var id) && long.TryParse(fields[2], CultureInfo.InvariantCulture, out var started) && End(id, started))
            {
                ended.Add(fields[0]);
            }
        }

        File.Delete(_path);
        return ended;
    }

    private static bool End(int id, long started)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (Math.Abs(process.StartTime.ToUniversalTime().Ticks - started) > TimeSpan.TicksPerSecond)
            {
                return false;
            }

            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already, or belongs to somebody else by now.
            return false;
        }
    }

    // Whoever reads it finds all of it, even if this program ends now.
    private void Save()
    {
        var next = _path + ".next";
        File.WriteAllLines(next, _running.Select(process => $"{process.Key}\t{process.Value.Id}\t{process.Value.Started}"));
        File.Move(next, _path, overwrite: true);
    }
}
