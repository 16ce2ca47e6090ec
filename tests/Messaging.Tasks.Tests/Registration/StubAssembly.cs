using System.Reflection;

namespace Messaging.Tasks.Tests.Registration;

/// <summary>An assembly of just these types, so that handlers which must fail do not fail the tests of all others.</summary>
internal sealed class StubAssembly(params Type[] types) : Assembly
{
    public override Type[] GetTypes() => types;
}
