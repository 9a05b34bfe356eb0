# property: asyncio (which needs a socket pair of its own) works, and an endless loop in it ends at the deadline
# verdict: timeout
# source: own
# stdout: ran
import asyncio


async def main():
    await asyncio.sleep(0.01)
    print("ran")
    await asyncio.Event().wait()


asyncio.run(main())
