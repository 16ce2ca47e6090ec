using System.Reflection;
using System.Runtime.CompilerServices;

namespace Messaging.Contracts.Tests;

/// <summary>Contracts are data: sealed records, all in one namespace, with nothing of ours behind them.</summary>
public sealed class ContractLawTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<Type> Types =>
        [
            .. typeof(RunTask).Assembly.GetTypes()
                .Where(type =>
                    !type.IsDefined(typeof(CompilerGeneratedAttribute))
                        && type.Namespace?.StartsWith("Messaging", StringComparison.Ordinal) != false),
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_is_a_public_sealed_record(Type type)
    {
        type.IsPublic.ShouldBeTrue();
        type.IsSealed.ShouldBeTrue();
        type.IsClass.ShouldBeTrue();
        type.GetMethod("<Clone>$").ShouldNotBeNull("A contract is a record.");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_is_in_the_namespace_that_is_its_address_on_the_wire(Type type) => type.Namespace.ShouldBe("Messaging.Contracts");

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_has_no_base_class_and_no_interface(Type type)
    {
        type.BaseType.ShouldBe(typeof(object));
        type.GetInterfaces().ShouldBe([typeof(IEquatable<>).MakeGenericType(type)]);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_has_no_behaviour(Type type)
    {
        type.GetMethods(Declared)
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.Name != "<Clone>$")
            .Select(method => method.Name)
            .ShouldBeEmpty();
        type.GetFields(Declared)
            .Where(field => !field.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(field => field.Name)
            .ShouldBeEmpty();
        type.GetConstructors().ShouldHaveSingleItem().GetParameters().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_s_members_are_set_once(Type type)
    {
        foreach (var property in type.GetProperties())
        {
            property.GetMethod!.IsPublic.ShouldBeTrue(property.Name);
            property.SetMethod.ShouldNotBeNull(property.Name).ReturnParameter.GetRequiredCustomModifiers()
                .ShouldContain(typeof(IsExternalInit), property.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_contract_s_name_says_what_happened_or_is_to_be_done_and_not_that_it_is_a_message(Type type)
    {
        foreach (var suffix in new[] { "Dto", "Event", "Command", "Message" })
        {
            type.Name.ShouldNotEndWith(suffix);
        }
    }

    [Fact]
    public void Contracts_know_nothing_but_the_framework() =>
        typeof(RunTask).Assembly.GetReferencedAssemblies()
            .Select(assembly => assembly.Name)
            .ShouldAllBe(name => name!.StartsWith("System", StringComparison.Ordinal) || name == "MassTransit.Abstractions");
}
