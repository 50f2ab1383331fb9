namespace MicroService.Advisor.Validation;

/// <summary>What messages say in more than one place.</summary>
internal static class Words
{
    public const string DnsLabel = "Use at most 63 lowercase letters, digits and \"-\", with a letter or digit at both ends.";

    public const string DnsSubdomain = "Use at most 253 lowercase letters, digits, \"-\" and \".\", with a letter or digit at both ends and around each dot.";

    public const string LabelKey = "Use at most 63 letters, digits, \"-\", \"_\" and \".\", with a letter or digit at both ends; a domain and \"/\" may precede.";

    public const string LabelValue = "Use at most 63 letters, digits, \"-\", \"_\" and \".\", with a letter or digit at both ends.";

    public const string PortName = "Use at most 15 lowercase letters, digits and single \"-\" between them, with at least one letter.";
}
