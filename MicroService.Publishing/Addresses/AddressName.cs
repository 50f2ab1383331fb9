using System.Text.RegularExpressions;

namespace MicroService.Publishing.Addresses;

/// <summary>What the name of a variable says about its value.</summary>
internal static partial class AddressName
{
    /// <summary>Whether its value is an address to call, or holds one.</summary>
    public static bool IsAddress(string variable) => Address().IsMatch(variable);

    /// <summary>Whether its value is an address that others call or that only names something, such as an allowed origin.</summary>
    public static bool IsOwn(string variable) => Own().IsMatch(variable);

    /// <summary>Whether its value is what the program itself listens on.</summary>
    public static bool IsListened(string variable) => Listened().IsMatch(variable);

    [GeneratedRegex("^(ConnectionStrings?|services)(__|:)|(Url|Uri|Endpoint|Host|Hostname|Address|Addr|Server|Broker|ConnectionString|Connection_String|Dsn|Authority)s?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("(Cors|Listeners?|Origins?|Audiences?|Redirect|Callback|Logout|KC_HOSTNAME|^(ASPNETCORE|DOTNET)_URLS$|^URLS$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Own();

    [GeneratedRegex("(Listen|Bind|^(ASPNETCORE|DOTNET)_URLS$|^URLS$|^Kestrel(__|:))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Listened();
}
