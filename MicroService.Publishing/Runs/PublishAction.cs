namespace MicroService.Publishing.Runs;

/// <summary>What becomes of the files.</summary>
internal enum PublishAction
{
    /// <summary>They are written.</summary>
    Write,

    /// <summary>They are printed.</summary>
    Print,

    /// <summary>They are compared with what is on disk.</summary>
    Compare,

    /// <summary>They are computed and checked, and nothing is reported but problems.</summary>
    Check,
}
