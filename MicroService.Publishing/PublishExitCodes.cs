namespace MicroService.Publishing;

/// <summary>The exit codes of <c>publish</c>; from 64 on as in BSD's <c>sysexits.h</c>.</summary>
internal static class PublishExitCodes
{
    public const int Good = 0;

    /// <summary><c>--diff</c> found differences.</summary>
    public const int Different = 1;

    /// <summary>EX_DATAERR: the manifest, the settings or a value is wrong; nothing was written.</summary>
    public const int BadInput = 65;

    /// <summary>EX_SOFTWARE: the generated objects don't fit together, which is a bug; nothing was written.</summary>
    public const int Defect = 70;

    /// <summary>EX_CANTCREAT: the folder can't be written to.</summary>
    public const int CannotWrite = 73;
}
