"""
moto's server, with change sets that do what CloudFormation's do. moto 5.2.5 runs one without the exports that its template
imports ("No export named ..."), leaves a stack that one has made without parameters and outputs, takes parameters at their
defaults for a change, and refuses a change set without changes before it exists. Policies of buckets are not applied: moto
overlooks conditions, so that the code bucket's would refuse every request rather than those without TLS.
"""

import sys

from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.server import main


def execute_change_set(self, change_set_name, stack_name=None):
    change_set = next(
        found
        for found in self.change_sets.values()
        if change_set_name in (found.change_set_id, found.change_set_name)
        and stack_name in (None, found.stack_name, found.stack_id)
    )
    if change_set.change_set_type == "CREATE":
        stack = Stack(
            stack_id=change_set.stack_id,
            name=change_set.stack_name,
            template=change_set.template,
            parameters=change_set.parameters,
            account_id=self.account_id,
            region_name=self.region_name,
            tags=change_set.tags,
            role_arn=change_set.role_arn,
            cross_stack_resources=self.exports,
        )
        self.stacks[stack.stack_id] = stack
        stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
        stack.create_resources()
    else:
        stack = self.stacks[change_set.stack_id]
        # Otherwise every parameter that was left at its default counts as changed.
        stack.resource_map.input_parameters = {name: as_text(value) for name, value in stack.stack_parameters.items()}
        stack.update(change_set.template, change_set.role_arn, change_set.parameters, change_set.tags)
    self.exports.update({export.name: export for export in stack.exports})
    change_set.execution_status = "EXECUTE_COMPLETE"


def has_parameters(self, parameters):
    return all(as_text(self.stack_parameters.get(name)) == value for name, value in parameters.items())


def as_text(value):
    return ",".join(value) if isinstance(value, list) else str(value)


CloudFormationBackend.execute_change_set = execute_change_set
Stack.has_parameters = has_parameters
CloudFormationResponse._validate_different_update = lambda *_: None
FakeBucket.get_permission = lambda *_: PermissionResult.PERMITTED
main(sys.argv[1:])
