// The names that AssemblyScript has for the numbers of a record. Here all of them are numbers.

type i32 = number
type usize = number
