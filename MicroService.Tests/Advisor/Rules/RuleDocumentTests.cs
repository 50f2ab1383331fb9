using MicroService.Tests.Golden;

namespace MicroService.Tests.Advisor.Rules;

public sealed class RuleDocumentTests
{
    [Fact]
    public void Document_IsWhatTheCatalogSays() => GoldenFile.Matches("docs/rules.md", RuleDocument.Render());
}
