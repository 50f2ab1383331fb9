namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Options that bind themselves from one section and report every problem they find instead of throwing at the first.</summary>
/// <typeparam name="TSelf">The options type itself.</typeparam>
public interface IValidatedOptions<TSelf>
    where TSelf : class, IValidatedOptions<TSelf>
{
    /// <summary>The section that the options live in, such as <c>Lifecycle</c> or <c>Resilience:Http</c>.</summary>
    static abstract string Section { get; }

    /// <summary>Reads the options; what is wrong goes to <see cref="OptionsReader.Problems"/>, and the default is used instead.</summary>
    static abstract TSelf Bind(OptionsReader options);

    /// <summary>Whether a change of this key of the section requires a restart; by default none does.</summary>
    static virtual bool CountsAtStart(string key) => false;
}
