namespace Messaging.Client;

/// <summary>A task's name together with the types of its arguments and result, declared once: <c>static readonly TypedTask&lt;Numbers, int&gt; Add = new("math.add");</c>.</summary>
/// <typeparam name="TArguments">The arguments.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="Name">The registered name.</param>
public sealed record TypedTask<TArguments, TResult>(string Name);
