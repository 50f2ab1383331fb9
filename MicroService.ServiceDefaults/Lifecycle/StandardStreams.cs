namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Opens standard descriptors that the process was started without.</summary>
internal static class StandardStreams
{
    private const int LastDescriptor = 2;

    /// <summary>
    /// Connects closed ones to <c>/dev/null</c>. Left closed, the console fails over them, and the next file or connection that is opened would
    /// get the number of standard output, and the log with it.
    /// </summary>
    public static void Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The system gives out the lowest number that is free, so the first above the standard ones says that none of these is.
        while (true)
        {
            var handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (handle.DangerousGetHandle() > LastDescriptor)
            {
                handle.Dispose();
                return;
            }

            // It stays open for as long as the process runs.
            handle.SetHandleAsInvalid();
        }
    }
}
