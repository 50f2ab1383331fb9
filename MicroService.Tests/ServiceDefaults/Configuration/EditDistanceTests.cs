using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("port", "", 4)]
    [InlineData("", "port", 4)]
    [InlineData("Port", "pORT", 0)]
    [InlineData("port", "ports", 1)]
    [InlineData("ports", "port", 1)]
    [InlineData("port", "pert", 1)]
    [InlineData("port", "prot", 1)]
    [InlineData("port", "opRt", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("timeout", "tiemuot", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void SlipsOfThePen_AreCounted(string one, string other, int slips) =>
        Assert.Equal((slips, slips), (EditDistance.Between(one, other), EditDistance.Between(other, one)));

    [Theory]
    [InlineData("prt", "Port")]
    [InlineData("xrt", null)]
    [InlineData("Adress", "Address")]
    [InlineData("Adrss", null)]
    [InlineData("MaxConcurentRequets", "MaxConcurrentRequests")]
    [InlineData("MaxConcurrentRequests1234", "MaxConcurrentRequests")]
    [InlineData("MaxConcurrentRequests12345", null)]
    public void NearestCandidate_IsNearEnoughToBeMeant(string text, string? nearest) =>
        Assert.Equal(nearest, EditDistance.Nearest(text, ["Address", "Port", "MaxConcurrentRequests"]));

    [Fact]
    public void NoCandidates_HaveNoNearest() => Assert.Null(EditDistance.Nearest("Port", []));
}
