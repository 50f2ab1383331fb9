namespace MicroService.Publishing.Runs;

/// <summary>What <c>publish</c> ends with; from 64 on the words of BSD's <c>sysexits.h</c>.</summary>
internal static class PublishExitCodes
{
    public const int Good = 0;

    /// <summary><c>--diff</c> found something.</summary>
    public const int Different = 1;

    /// <summary>EX_DATAERR: the manifest, the settings or a value is wrong; nothing was written.</summary>
    public const int BadInput = 65;

    /// <summary>EX_SOFTWARE: the objects do not fit together, which is a defect; nothing was written.</summary>
    public const int Defect = 70;

    /// <summary>EX_CANTCREAT: the folder can't be written to.</summary>
    public const int CannotWrite = 73;
}
