"""Puts the built portal into the bucket of a deployed stack. `make deploy` calls it after the template.

Assets go first: a document never names one that is not there. Assets of earlier builds stay, for pages that are still open.
So does what a function wrote there: the copy of the status of the systems.
"""

import argparse
import mimetypes
import sys
import time
from pathlib import Path

import boto3

_DIST = Path(__file__).resolve().parents[1] / "portal" / "dist"
_WRITTEN_THERE = {"status.json"}

mimetypes.add_type("text/javascript", ".js")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stack", required=True, help="name of the stack, as in samconfig.toml")
    stack = parser.parse_args().stack
    documents = sorted(_DIST.glob("*.html"))
    if not documents:
        print("error: the portal is not built (make portal)", file=sys.stderr)
        return 1
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    bucket, distribution = outputs["PortalBucket"], outputs["PortalDistribution"]
    s3 = boto3.client("s3")
    there = {
        item["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for item in page.get("Contents", [])
    }
    # An asset's name is a hash of its content: what is there is the same.
    assets = [path for path in sorted((_DIST / "assets").iterdir()) if f"assets/{path.name}" not in there]
    for path in [*assets, *documents]:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        s3.put_object(Bucket=bucket, Key=path.relative_to(_DIST).as_posix(), Body=path.read_bytes(), ContentType=kind)
    gone = sorted(key for key in there - _WRITTEN_THERE if "/" not in key and not (_DIST / key).exists())
    for key in gone:
        s3.delete_object(Bucket=bucket, Key=key)
    _forget(distribution)
    print(f"{len(documents)} documents and {len(assets)} new assets are at https://{outputs['PortalHost']}/; {len(gone)} removed")
    return 0


def _forget(distribution: str) -> None:
    """Lets CloudFront forget what it keeps, and waits until it has."""
    cloudfront = boto3.client("cloudfront")
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())}
    begun = cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)["Invalidation"]["Id"]
    cloudfront.get_waiter("invalidation_completed").wait(DistributionId=distribution, Id=begun)


if __name__ == "__main__":
    sys.exit(main())
