using System.IO.MemoryMappedFiles;
using MicroService.ServiceDefaults.Limits;

namespace MicroService.Tests.ServiceDefaults.Limits;

public sealed class ProgramPagesTests
{
    private const int Length = 1 << 20;

    [Fact]
    public void PagesOfAFile_AreUnmappedUntilTheyAreReadAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says what is mapped.");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, [.. Enumerable.Repeat((byte)7, Length)]);
            using var mapping = MemoryMappedFile.CreateFromFile(file, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
            using var view = mapping.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            var sum = Sum(view);
            var before = Resident(file);

            ProgramPages.Release(file);

            Assert.Equal((Length / 1024, 0), (before, Resident(file)));
            Assert.Equal(sum, Sum(view));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static long Sum(MemoryMappedViewAccessor view) => Enumerable.Range(0, Length).Sum(index => (long)view.ReadByte(index));

    // "7f12…-7f13… r--s … /tmp/tmp1", "Size:   1024 kB", "KernelPageSize: …", "MMUPageSize: …", "Rss:   1024 kB".
    private static int Resident(string file)
    {
        var line = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(file, StringComparison.Ordinal)).First(static line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
