namespace Messaging.Redis.Tests.Sagas;

public sealed record Sort(string Shelf, int Books);
