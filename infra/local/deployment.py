"""Deploys the real template into MiniStack, once for each change of it or of a function."""

import hashlib
import json
import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Literal

import boto3
from botocore.exceptions import ClientError
from samcli.yamlhelper import yaml_parse

import tools
from emulator import REGION, ROOT
from state import State

ROOT_FOLDER = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT_FOLDER / "template.yaml"
STACK = "opentoms-local"

# Where the systems behind the one sign-in would be. Nobody is there: `.example` is kept free for such use.
SYSTEM_ADDRESSES = {
    "toms": "/",
    "cais": "/",
    **{
        system: f"https://{system}.example/"
        for system in (
            "cers",
            "completion-status",
            "dei",
            "interim-viewing",
            "ta-interface",
            "thss",
            "tools-for-teachers",
            "student-testing",
            "content-explorer",
            "practice-tests",
            "moodle",
        )
    },
}

# The address that letters come from here. `.example` is kept free for such use.
MAIL_FROM = "no-reply@opentoms.example"

_BUCKET = "opentoms-local-artifacts"
# What MiniStack itself remembers (SSM parameters), so that the answer is as old or as new as its state.
_DIGEST = "/opentoms/local/deployed"
_DEMO = "/opentoms/local/demo"
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


class DeployError(Exception):
    """The template could not be deployed; the text says why or where to look."""


class Deployment:
    """The stack of `template.yaml` in one MiniStack."""

    def __init__(self, endpoint: str, state: State, portal: str) -> None:
        self._endpoint = endpoint
        self._state = state
        self._portal = portal

    def bring_up(self) -> bool:
        """Deploys unless the very same is there already; says whether it deployed."""
        digest = _digest()
        if self._remembered(_DIGEST) == digest:
            self._move_portal()
            return False
        self._sam_deploy()
        self._add_routes()
        self._verify_sender()
        self._remember(_DIGEST, digest)
        return True

    def outputs(self) -> dict[str, str]:
        """The outputs of the stack."""
        stack = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def secret(self, arn: str) -> str:
        """The value of a secret."""
        return self.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]

    def wants_demo_data(self) -> bool:
        """Whether there is no data yet, or loading demo data was interrupted."""
        if self._remembered(_DEMO) is not None:
            return self._remembered(_DEMO) == "loading"
        accounts = self.outputs()["AccountsTable"]
        return not self.client("dynamodb").scan(TableName=accounts, Limit=1)["Items"]

    def demo_data(self, state: Literal["loading", "loaded"]) -> None:
        """Remembers how far loading demo data has come."""
        self._remember(_DEMO, state)

    def client(self, service: str):
        """A client of one of MiniStack's services, as the account's root."""
        return client(self._endpoint, service)

    def _remembered(self, name: str) -> str | None:
        try:
            return self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        except ClientError:
            return None

    def _remember(self, name: str, value: str) -> None:
        self.client("ssm").put_parameter(Name=name, Value=value, Type="String", Overwrite=True)

    def _status(self) -> str | None:
        try:
            return self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
        except ClientError:
            return None

    def _sam_deploy(self) -> None:
        s3 = self.client("s3")
        if _BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
            s3.create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        if self._status() in ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"):
            # What is left of a first deployment that failed cannot be updated.
            self.client("cloudformation").delete_stack(StackName=STACK)
        log = self._state.logs / "deploy.log"
        with open(log, "w") as output:
            done = subprocess.run(
                [
                    str(tools.program(tools.SAM, "sam")),
                    "deploy",
                    "--config-env=local",
                    f"--template={TEMPLATE}",
                    f"--stack-name={STACK}",
                    f"--s3-bucket={_BUCKET}",
                    f"--region={REGION}",
                    "--parameter-overrides",
                    "Stage=local",
                    f"Architecture={architecture()}",
                    "DeletionProtection=false",
                    f"PortalAddress={self._portal}",
                    f"MailFrom={MAIL_FROM}",
                    "MailRate=50",
                    # The demo's people sign in with a password alone.
                    "SecondFactorRequired=false",
                    # As JSON in JSON: the quotes that `sam` wants round a value with quotes in it.
                    f"SystemAddresses={json.dumps(json.dumps(SYSTEM_ADDRESSES))}",
                ],
                cwd=ROOT_FOLDER,
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "HOME": os.environ.get("HOME", "/"),
                    **ROOT,
                    "AWS_ENDPOINT_URL": self._endpoint,
                    "SAM_CLI_TELEMETRY": "0",
                    "SAM_CLI_POLL_DELAY": "0.5",
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        if done.returncode != 0:
            reasons = [line for line in log.read_text().splitlines() if "FAILED" in line or line.startswith("Error:")]
            raise DeployError("\n".join([f"sam deploy failed; see {log}", *reasons]))

    def _add_routes(self) -> None:
        # MiniStack 1.5.33 does not take the routes out of the Body that SAM gives an HTTP API. Drop this when it does.
        cloudformation = self.client("cloudformation")
        template = cloudformation.get_template(StackName=STACK, TemplateStage="Processed")["TemplateBody"]
        if isinstance(template, str):
            template = json.loads(template)
        resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        physical = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
        gateway = self.client("apigatewayv2")
        functions = self.client("lambda")
        api = physical["Api"]
        for route in gateway.get_routes(ApiId=api, MaxResults="500")["Items"]:
            gateway.delete_route(ApiId=api, RouteId=route["RouteId"])
        for integration in gateway.get_integrations(ApiId=api, MaxResults="500")["Items"]:
            gateway.delete_integration(ApiId=api, IntegrationId=integration["IntegrationId"])
        integrations: dict[str, str] = {}
        for key, function in routes(template["Resources"]["Api"]["Properties"]["Body"]):
            if function not in integrations:
                arn = functions.get_function(FunctionName=physical[function])["Configuration"]["FunctionArn"]
                integrations[function] = gateway.create_integration(
                    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
                )["IntegrationId"]
            gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integrations[function]}")


    def _verify_sender(self) -> None:
        # What a person does once on AWS. MiniStack 1.5.33 sends no events of a configuration set, so the identity's own
        # notifications take their place; they know no letters, but they know which address bounced.
        ses = self.client("ses")
        ses.verify_email_identity(EmailAddress=MAIL_FROM)
        topic = self.outputs()["MailFeedbackTopic"]
        for kind in ("Bounce", "Complaint", "Delivery"):
            ses.set_identity_notification_topic(Identity=MAIL_FROM, NotificationType=kind, SnsTopic=topic)

    def _move_portal(self) -> None:
        # The same deployment at another port: only links in letters and the bucket of documents know it.
        self.client("s3").put_bucket_cors(Bucket=self.outputs()["DocumentsBucket"], CORSConfiguration=_cors(self._portal))
        functions = self.client("lambda")
        for function in functions.list_functions()["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            if variables.get("PORTAL_ADDRESS", self._portal) != self._portal:
                variables["PORTAL_ADDRESS"] = self._portal
                functions.update_function_configuration(
                    FunctionName=function["FunctionName"], Environment={"Variables": variables}
                )


def _cors(portal: str) -> dict:
    """The rules of the bucket of documents, for a portal at this address."""
    rules = yaml_parse(TEMPLATE.read_text())["Resources"]["Documents"]["Properties"]["CorsConfiguration"]["CorsRules"]
    return {
        "CORSRules": [
            {
                "AllowedOrigins": [portal],
                "AllowedMethods": rule["AllowedMethods"],
                "AllowedHeaders": rule["AllowedHeaders"],
                "MaxAgeSeconds": rule["MaxAge"],
            }
            for rule in rules
        ]
    }


def routes(body: dict) -> list[tuple[str, str]]:
    """The routes of an API's OpenAPI body: `POST /v1/session` and the logical id of its function."""
    found = []
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if method not in _METHODS:
                continue
            uri = json.dumps(operation["x-amazon-apigateway-integration"]["uri"])
            function = re.search(r"\$\{(\w+)\.Arn\}", uri)
            if function is None:
                raise DeployError(f"no function in the integration of {method} {path}")
            found.append((f"{method.upper()} {path}", function[1]))
    return found


def architecture() -> str:
    """The template's name for this machine's processor."""
    return "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"


def artifacts() -> list[Path]:
    """The functions' programs that the template names; an error if one was not built."""
    found = [TEMPLATE.parent / folder / "bootstrap" for folder in re.findall(r"CodeUri: (\S+)", TEMPLATE.read_text())]
    missing = [str(path.relative_to(ROOT_FOLDER)) for path in found if not path.exists()]
    if missing:
        raise DeployError(f"not built: {', '.join(missing)} (make functions)")
    return found


def client(endpoint: str, service: str):
    """A client of one of MiniStack's services, as the account's root."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ROOT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ROOT["AWS_SECRET_ACCESS_KEY"],
    )


def function_logs(endpoint: str) -> list[tuple[int, str, str]]:
    """What the functions have logged: time in milliseconds, function and line, in order."""
    stack = client(endpoint, "cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    groups = {
        resource["PhysicalResourceId"]: resource["LogicalResourceId"].removesuffix("Log")
        for resource in stack
        if resource["ResourceType"] == "AWS::Logs::LogGroup"
    }
    logs = client(endpoint, "logs")
    known = {group["logGroupName"] for page in logs.get_paginator("describe_log_groups").paginate() for group in page["logGroups"]}
    lines = []
    for group, function in groups.items():
        if group in known:
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
                lines += [(event["timestamp"], function, event["message"]) for event in page["events"]]
    return sorted(lines, key=lambda line: line[0])


def _digest() -> str:
    digest = hashlib.sha256()
    for path in [
        TEMPLATE,
        TEMPLATE.parent / "samconfig.toml",
        Path(__file__),
        *sorted(Path(__file__).parent.glob("requirements-*.txt")),
        *artifacts(),
    ]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
